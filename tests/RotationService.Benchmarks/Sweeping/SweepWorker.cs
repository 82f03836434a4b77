using System.CommandLine;
using System.Text.Json;
using RotationService.Azure;
using RotationService.Benchmarks.Fleets;
using RotationService.Benchmarks.Rivals;
using RotationService.Composition;
using RotationService.Core.Credentials;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;
using RotationService.Sandbox.Hosting;
using RotationService.TestKit.Fakes;

namespace RotationService.Benchmarks.Sweeping;

/// <summary>The process whose time and memory are measured: it works once for each line it reads, and answers with what that has cost.</summary>
internal static class SweepWorker
{
    /// <summary>The hidden verb.</summary>
    public const string Verb = "sweep-worker";

    /// <summary>Whether an application at rest is looked at all the same: in so few sweeps that it does not happen here.</summary>
    private const int HardlyEver = int.MaxValue;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var sandbox = new Option<string>("--sandbox") { Required = true };
        var who = new Option<Contender>("--who") { Required = true };
        var vaults = new Option<int>("--vaults") { Required = true };
        var most = new Option<int>("--most") { Required = true };
        var command = new Command(Verb) { Hidden = true, Options = { sandbox, who, vaults, most } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var attachment = await SandboxAttachment.ConnectAsync(new Uri(parsed.GetRequiredValue(sandbox)), TimeProvider.System, cancellationToken);
            using var network = attachment.Transport.CreateHandler();
            network.PooledConnectionIdleTimeout = AzureConnection.IdleConnectionTimeout;
            if (parsed.GetValue(who) is Contender.Ours)
            {
                await WorkAsync(attachment, network, parsed.GetValue(vaults), cancellationToken);
                return 0;
            }

            using var clients = RivalClients.InRealTime(network, attachment.Identity);
            if (parsed.GetValue(who) is Contender.Script)
            {
                var script = new ScriptedLoop(clients, attachment.Time, _ => { });
                await ObeyAsync(() => script.RunAsync(cancellationToken), WaitAsync, cancellationToken);
            }
            else
            {
                var terraform = new TerraformApply(clients, attachment.Time, _ => { });
                await terraform.ImportAsync(cancellationToken);
                terraform.Limit(parsed.GetValue(most));
                await ObeyAsync(() => terraform.RunAsync(cancellationToken), WaitAsync, cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static async Task WorkAsync(SandboxAttachment attachment, HttpMessageHandler network, int vaults, CancellationToken cancellationToken)
    {
        var clock = new ServiceClock(attachment.Time);
        var identity = attachment.Identity;
        using var azure = new AzureConnection(
            new AzureOptions
            {
                TenantId = identity.TenantId,
                Operator = new OperatorSecret(identity.TenantId, identity.ClientId, new SecretText(identity.ClientSecret)),
                Handler = network,
                DisableInstanceDiscovery = true,
            },
            clock);
        var policies = new Fleet(vaults).Policies;
        var events = new Milestones(attachment.Time);
        var sweeper = new Sweeper(
            new RotationDependencies(
                azure.Directory,
                azure.Vaults,
                azure.Tokens,
                new AuditInMemory(keepsRecords: false),
                new FreshIdentifiers(),
                events,
                clock),
            (wait, token) => Task.Delay(wait, attachment.Time, token),
            vaultCheckEverySweeps: HardlyEver);

        // What the service does while it waits is done here, too: it forgets.
        var waiting = MemoryScrubber.Around((_, token) => WaitAsync(token));
        await ObeyAsync(
            async () =>
            {
                var report = await sweeper.SweepOnceAsync(policies, request: null, cancellationToken);
                if (report.DirectoryFailure is { } failure)
                {
                    throw new InvalidOperationException($"The sweep failed: {failure.Message}");
                }

                if (events.Defect is { } defect)
                {
                    throw new InvalidOperationException("The service met a defect of its own.", defect);
                }
            },
            token => waiting(TimeSpan.MaxValue, token),
            cancellationToken);
    }

    // Ends when there is nothing more to read: the process that started this one is gone, or wants no more.
    private static async Task ObeyAsync(Func<Task> work, Func<CancellationToken, Task> waitAsync, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await waitAsync(cancellationToken);
            }
            catch (EndOfStreamException)
            {
                return;
            }

            Console.WriteLine(JsonSerializer.Serialize(await Measured.OfAsync(work)));
        }
    }

    private static async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (await Console.In.ReadLineAsync(cancellationToken) is null)
        {
            throw new EndOfStreamException();
        }
    }
}
