using System.Text;
using System.Text.RegularExpressions;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Hostility;

/// <summary>What services say that is wrong: dates of one of them at a time, and hints that the directory does not show.</summary>
internal sealed partial class SpoiltAnswers(SimulatedWorld world, Random random)
{
    private static readonly string[] Hosts = ["graph.microsoft.com", "login.microsoftonline.com", "contoso-we.vault.azure.net", "contoso-ne.vault.azure.net"];

    private static readonly TimeSpan[] Errors = [TimeSpan.Zero, TimeSpan.FromDays(730), TimeSpan.FromDays(3), TimeSpan.FromDays(-3), TimeSpan.FromMinutes(30)];

    private string? _host;
    private TimeSpan _ahead;
    private DateTimeOffset? _creepsSince;

    /// <summary>Another service, and only that, sends wrong dates from now on; or none does.</summary>
    public void Do(Right right)
    {
        _host = right is Right.LongDate ? Hosts[0] : Hosts[random.Next(Hosts.Length)];
        var creeps = right is Right.Date && random.Next(5) < 2;
        _ahead = right is Right.LongDate ? TimeSpan.FromDays(730) : creeps ? TimeSpan.Zero : Errors[random.Next(Errors.Length)];
        _creepsSince = creeps ? world.Time.Now : null;
        world.Transcript.Note("party", creeps ? $"has the dates of {_host} creep" : $"has {_host} send dates {_ahead} ahead");
    }

    /// <summary>All dates are right again.</summary>
    public void PutRight() => (_host, _creepsSince) = (null, null);

    /// <summary>Gives an answer the date that its service sends.</summary>
    public void SetDate(Request asked, HttpResponseMessage answer)
    {
        if (asked.Host == _host)
        {
            // One minute an hour: less than any step that would be noticed.
            var error = _creepsSince is { } since ? (world.Time.Now - since) / 60 : _ahead;
            answer.Headers.Date = (answer.Headers.Date ?? world.Time.Now) + error;
        }
    }

    /// <summary>Takes the hints of four credentials in ten from an answer of the directory, always of the same.</summary>
    public static void TakeHints(Request asked, HttpResponseMessage answer)
    {
        if (!asked.Host.StartsWith("graph", StringComparison.Ordinal) || answer.Content is null)
        {
            return;
        }

        var text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        if (text.Contains("\"hint\"", StringComparison.Ordinal))
        {
            var type = answer.Content.Headers.ContentType;
            answer.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Hint().Replace(text, shown => HasHint(Guid.Parse(shown.Groups["key"].Value)) ? shown.Value : $"\"hint\":null,{shown.Groups["rest"].Value}")));
            answer.Content.Headers.ContentType = type;
        }
    }

    /// <summary>Whether the directory shows the hint of a credential, where it does not show all.</summary>
    public static bool HasHint(Guid keyId) => keyId.ToByteArray()[0] % 10 >= 4;

    [GeneratedRegex("\"hint\":\"[^\"]*\",(?<rest>\"keyId\":\"(?<key>[0-9a-fA-F-]{36})\")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Hint();
}
