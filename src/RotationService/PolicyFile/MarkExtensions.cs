using YamlDotNet.Core;

namespace RotationService.PolicyFile;

/// <summary>The line and the column of a mark, each 1 or more.</summary>
internal static class MarkExtensions
{
    public static int LineNumber(this Mark mark) => (int)Math.Max(1, mark.Line);

    public static int ColumnNumber(this Mark mark) => (int)Math.Max(1, mark.Column);
}
