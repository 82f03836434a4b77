using RotationService.Core.Diagnostics;

namespace RotationService.Output;

/// <summary>Prints the findings of `doctor` as lines of text while the checks run.</summary>
/// <param name="terminal">Where to print.</param>
/// <param name="isDetailed">
/// Whether passed checks are printed one by one instead of in one line for each subject.
/// </param>
internal sealed class FindingLines(Terminal terminal, bool isDetailed)
{
    private readonly List<Finding> _subject = [];
    private int _checks;
    private int _failed;
    private int _unknown;

    /// <summary>Adds a finding. The findings of a subject are printed when those of the next subject begin.</summary>
    public void Add(Finding finding)
    {
        if (_subject.Count > 0 && _subject[0].Subject != finding.Subject)
        {
            Tell();
        }

        _subject.Add(finding);
        _checks++;
        _failed += finding.Passed == false ? 1 : 0;
        _unknown += finding.Passed is null ? 1 : 0;
    }

    /// <summary>Prints the findings of the last subject, and a summary line.</summary>
    public void Conclude()
    {
        Tell();
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            $"{_checks} checks: {(_failed == 0 ? "none failed" : $"{_failed} failed")}{(_unknown == 0 ? "" : $", {_unknown} unknown")}");
    }

    private void Tell()
    {
        var well = isDetailed ? [] : _subject.Where(finding => finding.Passed == true).ToList();
        if (well.Count > 0)
        {
            Write(well[0].Subject, "ok", Colour.Green, string.Join(", ", well.Select(finding => finding.Check)));
        }

        foreach (var finding in _subject.Except(well))
        {
            var (word, colour) = finding.Passed switch
            {
                true => ("ok", Colour.Green),
                false => ("FAILED", Colour.Red),
                null => ("unknown", Colour.Yellow)
            };
            Write(finding.Subject, word, colour, $"{finding.Check}: {finding.Message}");
            if (finding.Remedy is { } remedy)
            {
                terminal.Out.WriteLine($"         {(IsCommand(remedy) ? WordWrap.BeforeCommand : "to fix: ")}{remedy}");
            }
        }

        terminal.Out.Flush();
        _subject.Clear();
    }

    // A remedy is a command or a sentence. A command is not broken into lines, so that it can be copied.
    private static bool IsCommand(string remedy) =>
        remedy.StartsWith("az ", StringComparison.Ordinal) || remedy.StartsWith("timedatectl ", StringComparison.Ordinal);

    private void Write(string subject, string word, Colour colour, string what) =>
        terminal.WriteLine(Terminal.Paint($"{word,-7}", colour), $"  {subject,-30}  {what}");
}
