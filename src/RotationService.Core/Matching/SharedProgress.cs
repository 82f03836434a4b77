namespace RotationService.Core.Matching;

/// <summary>Adds up the progress of several operations that run at once.</summary>
/// <param name="whole">Receives the sum.</param>
internal sealed class SharedProgress(IProgress<int> whole)
{
    private readonly IProgress<int> _whole = whole;
    private readonly Lock _lock = new();
    private int _sum;

    /// <summary>Returns the progress of one of the operations.</summary>
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
