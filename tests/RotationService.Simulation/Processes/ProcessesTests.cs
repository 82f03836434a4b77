using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>What `processes` runs, a few times; the build runs more.</summary>
public sealed class ProcessesTests
{
    private const int Runs = 4;

    [Fact]
    public async Task The_real_program_keeps_its_promise_however_it_is_killed_paused_and_starved()
    {
        await using var said = new StringWriter();
        var campaign = new Campaign(new RunSettings(ServiceProgram.Built), TextWriter.Synchronized(said));
        await campaign.RunAsync(Runs, seed: 1, parallel: Environment.ProcessorCount + 1, keep: false, CancellationToken.None);
        Assert.True(campaign.Violations == 0, said.ToString());
        Assert.StartsWith($"{{\"runs\":{Runs},\"violations\":0,", campaign.Summary(), StringComparison.Ordinal);
    }
}
