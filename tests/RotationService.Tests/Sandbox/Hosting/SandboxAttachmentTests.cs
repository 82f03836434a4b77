using System.Net.Sockets;
using RotationService.Sandbox.Hosting;

namespace RotationService.Tests.Sandbox.Hosting;

/// <summary>A sandbox that does not answer is unreachable, in whichever way it does not.</summary>
public sealed class SandboxAttachmentTests
{
    [Fact]
    public async Task A_time_out_and_a_closed_connection_are_failed_requests_with_words()
    {
        var late = await Assert.ThrowsAsync<HttpRequestException>(() => SandboxAttachment.AskAsync<int>(() => throw new TaskCanceledException("a task", new TimeoutException())));
        Assert.StartsWith("The sandbox did not answer within 30 seconds", late.Message, StringComparison.Ordinal);

        var closed = await Assert.ThrowsAsync<HttpRequestException>(() => SandboxAttachment.AskAsync<int>(() => throw new SocketException()));
        Assert.StartsWith("The sandbox closed the connection", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_gives_up_gives_up() =>
        await Assert.ThrowsAsync<TaskCanceledException>(() => SandboxAttachment.AskAsync<int>(() => throw new TaskCanceledException()));
}
