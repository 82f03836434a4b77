using System.CommandLine;
using RotationService.Core.Display;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.Sandbox;
using RotationService.Sandbox.Hosting;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>The `sandbox` command, which serves the sandbox for other programs.</summary>
internal static class SandboxCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var port = new Option<int>("--port")
        {
            Description = "The HTTPS port on 127.0.0.1; 0 selects any free port",
            DefaultValueFactory = _ => 8443
        };
        var proxyPort = new Option<int>("--proxy-port")
        {
            Description = "The port of the CONNECT proxy on 127.0.0.1; 0 selects any free port",
            DefaultValueFactory = _ => 8480
        };
        var data = new Option<string>("--data")
        {
            Description = "The directory of the sandbox's state",
            HelpName = "DIR",
            DefaultValueFactory = _ => Composition.ServiceEnvironment.SandboxDirectory
        };
        var vaults = new Option<string[]>("--vault")
        {
            Description = "The names of the sandbox's vaults",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["contoso-prod"],
        };
        var seed = new Option<int>("--seed")
        {
            Description = "The seed from which identifiers and secrets are derived",
            DefaultValueFactory = _ => 1
        };
        var command = new Command("sandbox", "Serve a sandbox tenant and vaults for other programs")
        {
            port,
            proxyPort,
            data,
            vaults,
            seed
        };
        command.SetAction((parsed, cancellationToken) => ServeAsync(
            common.Read(parsed),
            new SandboxHostOptions
            {
                Directory = parsed.GetValue(data)!,
                Port = Port(parsed.GetValue(port), "--port"),
                ProxyPort = Port(parsed.GetValue(proxyPort), "--proxy-port"),
                World = new SandboxOptions { Seed = parsed.GetValue(seed), Vaults = parsed.GetValue(vaults)! },
            },
            cancellationToken));
        return command;
    }

    private static int Port(int port, string option) =>
        port is >= 0 and <= 65_535 ? port : throw new UsageException($"{option} must be a port from 0 to 65535, not {port}");

    private static async Task<int> ServeAsync(
        Invocation invocation,
        SandboxHostOptions options,
        CancellationToken cancellationToken)
    {
        SandboxHost host;
        try
        {
            host = await SandboxHost.StartAsync(options, TimeProvider.System, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message);
        }

        await using (host)
        {
            var output = invocation.Terminal.Out;
            if (invocation.Output == OutputFormat.Json)
            {
                await invocation.Terminal.Document.WriteLineAsync(Describe(host));
            }
            else
            {
                await DescribeAsync(host, output);
            }

            await output.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Fine;
    }

    private static string Describe(SandboxHost host) => ResultDocument.Document(json =>
    {
        json.WriteString("url", host.Url.OriginalString);
        json.WriteString("proxy", host.Proxy.OriginalString);
        json.WriteString("ca", host.AuthorityPath);
        json.WriteString("connection", host.ConnectionPath);
    });

    private static async Task DescribeAsync(SandboxHost host, TextWriter output)
    {
        await output.WriteLineAsync($"sandbox: {host.Url}");
        await output.WriteLineAsync($"proxy:   {host.Proxy}    HTTPS_PROXY={host.Proxy.OriginalString.TrimEnd('/')}");
        await output.WriteLineAsync(
            $"trust:   {host.AuthorityPath}    {ShellCommand.Of($"SSL_CERT_FILE={host.AuthorityPath}")}");
        await output.WriteLineAsync(
            $"details: {host.ConnectionPath} (tenant, operator, vaults); {OwnCommand.Typed(ShellCommand.Of($"run --sandbox={host.Url.OriginalString.TrimEnd('/')}"))}");
    }
}
