using System.Collections;
using RotationService.Azure;
using RotationService.Settings;

namespace RotationService.Tests.Composition;

/// <summary>Where settings are read from, and what is refused instead of being ignored.</summary>
public sealed class ProcessSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_set_nowhere_has_its_default()
    {
        var settings = Load();
        Assert.Equal(("audit/rotation-audit.jsonl", TimeSpan.FromHours(1), 6, AzureCloud.Public), All(settings));
    }

    [Fact]
    public void The_command_line_goes_before_the_environment_and_that_before_the_file()
    {
        const string File = """{ "Audit": { "Path": "file" }, "Interval": "2h", "VaultCheckEverySweeps": 3, "Cloud": "China" }""";
        var settings = Load(File, [("Audit__Path", "environment"), ("ROTATION_Interval", "30m")], ("Audit:Path", "line"));
        Assert.Equal(("line", TimeSpan.FromMinutes(30), 3, AzureCloud.China), All(settings));
    }

    [Fact]
    public void Bare_words_are_somebody_else_s()
    {
        (string, string)[] others =
            [("INTERVAL", "5"), ("Interval", "5"), ("VaultCheckEverySweeps", "x"), ("Cloud", "Moon"), ("AUDIT", "x"), ("SERILOG", "x")];
        var settings = Load("", others);
        Assert.Equal((TimeSpan.FromHours(1), 6, AzureCloud.Public), (settings.Interval, settings.VaultCheckEverySweeps, settings.Cloud));
    }

    [Fact]
    public void With_the_prefix_any_setting_is_read_whatever_its_case_and_before_the_same_without_it()
    {
        var settings = Load(
            "",
            [
                ("ROTATION_INTERVAL", "30m"),
                ("ROTATION_AUDIT__PATH", "ours"),
                ("Audit__Path", "plain"),
                ("rotation_Serilog__MinimumLevel__Default", "Debug"),
                ("ROTATION_Cloud", "usgovernment"),
            ]);
        Assert.Equal((TimeSpan.FromMinutes(30), "ours", AzureCloud.UsGovernment), (settings.Interval, settings.AuditPath, settings.Cloud));
        Assert.Equal("Debug", settings.Configuration["Serilog:MinimumLevel:Default"]);
    }

    [Theory]
    [InlineData("Audit__Pth", "x", "the environment variable Audit__Pth is not a setting; did you mean Audit__Path?")]
    [InlineData("audit__path__0", "x", "the environment variable audit__path__0 is not a setting")]
    [InlineData(
        "ROTATION_Intervall",
        "1h",
        "the environment variable ROTATION_Intervall is not a setting; did you mean ROTATION_Interval?")]
    [InlineData(
        "ROTATION_Frobnicate",
        "1h",
        "Settings: Audit__Path, Audit__AllowWorldWritable, ROTATION_Interval, ROTATION_VaultCheckEverySweeps, ROTATION_Cloud and Serilog__…")]
    [InlineData("ROTATION_", "x", "the environment variable ROTATION_ is not a setting")]
    [InlineData("Serilog__MinimumLevl__Default", "Debug", "did you mean Serilog__MinimumLevel?")]
    [InlineData("Serilog__MinimumLevel__Defualt", "Debug", "did you mean Serilog__MinimumLevel__Default?")]
    [InlineData(
        "Serilog__WriteTo__0__Name",
        "Fiel",
        "variable Serilog__WriteTo__0__Name is \"Fiel\", which is not a sink; did you mean File? Sinks: File, Async, Console")]
    [InlineData("Serilog__WriteTo__0", "Seq", "sinks: File, Async, Console")]
    [InlineData("Serilog__WriteTo__0__Args__configure__0__Name", "Syslog", "Args__configure__0__Name is \"Syslog\"")]
    [InlineData("Serilog__WriteTo", "File", "is not a list")]
    [InlineData("Audit__Path", "", "the environment variable Audit__Path is empty")]
    [InlineData("ROTATION_Interval", "5", "the environment variable ROTATION_Interval: \"5\" has no unit")]
    [InlineData("ROTATION_Interval", "0s", "the environment variable ROTATION_Interval is 0")]
    [InlineData("ROTATION_VaultCheckEverySweeps", "0", "the environment variable ROTATION_VaultCheckEverySweeps is \"0\"; write a number of sweeps from 1 to 1000")]
    [InlineData("ROTATION_Cloud", "1", "the environment variable ROTATION_Cloud is \"1\"; write one of Public, UsGovernment, China")]
    public void A_variable_of_ours_that_does_not_do_is_named(string name, string value, string fragment) =>
        Refused(fragment, () => Load("", [(name, value)]));

    [Theory]
    [InlineData("""{ "Audit": { "Pathh": "x" } }""", "appsettings.json: Audit:Pathh is not a setting; did you mean Audit:Path?")]
    [InlineData("""{ "Audt": { "Path": "x" } }""", "appsettings.json: Audt:Path is not a setting; did you mean Audit:Path?")]
    [InlineData("""{ "Audit": "x" }""", "appsettings.json: Audit is not a setting")]
    [InlineData("""{ "Audit": { "Path": [ "x" ] } }""", "appsettings.json: Audit:Path:0 is not a setting")]
    [InlineData("""{ "Interval": { "Hours": 1 } }""", "appsettings.json: Interval:Hours is not a setting")]
    [InlineData("""{ "Interval": null }""", "appsettings.json: Interval is empty")]
    [InlineData(
        """{ "Logging": { "LogLevel": { "Default": "Debug" } } }""",
        "appsettings.json: Logging:LogLevel:Default is not a setting. Settings: Audit:Path")]
    [InlineData("""{ "Serilog": { "WriteTo": [ { "Name": "Fil" } ] } }""", "appsettings.json: Serilog:WriteTo:0:Name is \"Fil\"")]
    [InlineData("""{ "Interval": "5" }""", "appsettings.json: Interval: \"5\" has no unit")]
    [InlineData("""{ "VaultCheckEverySweeps": 1.5 }""", "appsettings.json: VaultCheckEverySweeps is \"1.5\"")]
    [InlineData("""[ 1 ]""", "appsettings.json is not valid JSON")]
    [InlineData("""{ "Interval": "1h", "interval": "2h" }""", "appsettings.json is not valid JSON")]
    [InlineData("""{ "A": 1, "B": 2 }""", "B is not a setting")]
    public void A_key_of_the_file_that_does_not_do_is_named(string file, string fragment) => Refused(fragment, () => Load(file));

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{ "Audit": {}, "Serilog": {} }""")]
    [InlineData(
        """{ "Serilog": { "WriteTo": [ { "Name": "Async", "Args": { "configure": [ { "Name": "File" } ] } } ] } }""")]
    [InlineData("""{ "Serilog": { "Using": [], "MinimumLevel": "Debug", "WriteTo": { "Mine": { "Name": "File" } } } }""")]
    [InlineData(
        """{ "Serilog": { "MinimumLevel": { "Default": "Warning", "Override": { "Any.Name": "Error" } }, "Properties": { "A": "x" } } }""")]
    [InlineData("""{ /* with */ "audit": { "PATH": "x", "AllowWorldWritable": true }, }""")]
    public void What_does_is_taken(string file) => Assert.NotNull(Load(file));

    [Fact]
    public void Two_variables_that_say_different_things_are_both_named() =>
        Refused(
            "ROTATION_INTERVAL and ROTATION_Interval set one setting to different values",
            () => Load("", [("ROTATION_Interval", "1h"), ("ROTATION_INTERVAL", "2h")]));

    [Fact]
    public void The_file_that_comes_with_the_service_does() =>
        Assert.NotNull(Load(File.ReadAllText(Path.Combine(Repository.Root, "src", "RotationService", "appsettings.json"))));

    private static void Refused(string fragment, Func<ProcessSettings> load) =>
        Assert.Contains(fragment, Assert.Throws<UsageException>(load).Message, StringComparison.Ordinal);

    private static (string AuditPath, TimeSpan Interval, int VaultCheckEverySweeps, AzureCloud Cloud) All(ProcessSettings settings) =>
        (settings.AuditPath, settings.Interval, settings.VaultCheckEverySweeps, settings.Cloud);

    private ProcessSettings Load(
        string file = "",
        (string Name, string Value)[]? environment = null,
        params (string Key, string Value)[] commandLine)
    {
        var path = _folder.File("appsettings.json");
        if (file.Length > 0)
        {
            File.WriteAllText(path, file);
        }

        var variables = new Hashtable();
        foreach (var (name, value) in environment ?? [])
        {
            variables[name] = value;
        }

        var line = commandLine.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase);
        return ProcessSettings.Load(new SettingSources(path, variables, line));
    }
}
