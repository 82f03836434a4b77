namespace RotationService.Core.Tests.Exploration;

/// <summary>Something that is about to happen.</summary>
internal sealed record Happening(DateTimeOffset At, long Order, string What, Node? Doer, int Life, Action Happen)
{
    public DateTimeOffset ReadyAt => Doer is { } doer && doer.PausedUntil > At ? doer.PausedUntil : At;
}
