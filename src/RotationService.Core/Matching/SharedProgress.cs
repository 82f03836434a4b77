namespace RotationService.Core.Matching;

/// <summary>Adds up what several report at once.</summary>
/// <param name="whole">Told the sum.</param>
internal sealed class SharedProgress(IProgress<int> whole)
{
    private readonly IProgress<int> _whole = whole;
    private readonly Lock _lock = new();
    private int _sum;

    /// <summary>For one of them.</summary>
    public IProgress<int> NewShare() => new Share(this);

    private sealed class Share(SharedProgress all) : IProgress<int>
    {
        private int _reported;

        public void Report(int value)
        {
            lock (all._lock)
            {
                all._sum += value - _reported;
                _reported = value;
                all._whole.Report(all._sum);
            }
        }
    }
}
