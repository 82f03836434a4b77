using System.Net;
using System.Net.Sockets;

namespace RotationService.Simulation.World;

/// <summary>The network between one process and the sandbox: what is sent may be late, lost, repeated in vain, or refused on the way.</summary>
/// <remarks>A call without a pause in it ends before it returns, so that a run has one history.</remarks>
internal sealed class Wire(SimulatedWorld world, ServiceProcess process) : HttpMessageHandler
{
    /// <summary>How long an exchange takes where nothing is wrong.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(60);

    /// <summary>After what time a process gives up an exchange.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpMessageInvoker _sandbox = new(world.Engine.CreateHandler());

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            process.ThrowIfDead();
            world.Transcript.Sends(request);
            if (Request.IsChallenge(request))
            {
                return Task.FromResult(Answers.Challenge(world.Engine.Operator.TenantId));
            }

            var asked = Request.Of(request) with { SentAt = world.Time.Now };
            world.Transcript.Note(process.Machine.Name, $"  {asked.Effect.Route} {asked.About}");
            world.Transcript.Mark(asked.Effect.Route);
            world.Judge.Sends(process, asked);
            var fate = world.Fates.Of(process, asked.Effect);
            if (fate is not { Before.Ticks: 0, After.Ticks: 0 })
            {
                return CarryLater(request, asked, fate, cancellationToken);
            }

            var answer = Carry(request, asked, fate.Outcome, cancellationToken);
            world.Judge.Hears(process, asked);
            return answer;
        }
        catch (Exception exception) when (exception is KilledException or HttpRequestException)
        {
            return Task.FromException<HttpResponseMessage>(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _sandbox.Dispose();
        base.Dispose(disposing);
    }

    private Task<HttpResponseMessage> CarryLater(HttpRequestMessage request, Request asked, Fate fate, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource<HttpResponseMessage>();
        var registration = cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        if (fate.Before > TimeSpan.Zero)
        {
            world.Time.At(world.Time.Now + fate.Before, Send);
        }
        else
        {
            Send();
        }

        return source.Task;

        void Send()
        {
            if (process.IsDead)
            {
                source.TrySetException(new KilledException());
            }
            else if (process.PausedUntil > world.Time.Now)
            {
                world.Time.At(process.PausedUntil, Send);
            }
            else if (!source.Task.IsCompleted)
            {
                Answer(Carried());
            }
        }

        Task<HttpResponseMessage> Carried()
        {
            try
            {
                return Carry(request, asked, fate.Outcome, cancellationToken);
            }
            catch (Exception exception) when (exception is KilledException or HttpRequestException)
            {
                return Task.FromException<HttpResponseMessage>(exception);
            }
        }

        void Answer(Task<HttpResponseMessage> answer)
        {
            if (!answer.IsCompleted)
            {
                // It waits for its time-out, which has a pause of its own in it.
                _ = answer.ContinueWith(Hand, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return;
            }

            world.Time.At(world.Time.Now + fate.After, () => HandWhenRunning(answer));
        }

        void HandWhenRunning(Task<HttpResponseMessage> answer)
        {
            if (!process.IsDead && process.PausedUntil > world.Time.Now)
            {
                world.Time.At(process.PausedUntil, () => HandWhenRunning(answer));
                return;
            }

            Hand(answer);
        }

        void Hand(Task<HttpResponseMessage> answer)
        {
            registration.Dispose();
            if (process.IsDead)
            {
                source.TrySetException(new KilledException());
            }
            else if (answer.IsCompletedSuccessfully)
            {
                world.Judge.Hears(process, asked);
                source.TrySetResult(answer.Result);
            }
            else if (answer.IsCanceled)
            {
                source.TrySetCanceled(cancellationToken);
            }
            else
            {
                source.TrySetException(answer.Exception!.InnerExceptions);
            }
        }
    }

    private Task<HttpResponseMessage> Carry(HttpRequestMessage request, Request asked, Outcome outcome, CancellationToken cancellationToken)
    {
        asked.IsDisturbed = outcome is not Outcome.Success || world.Refusals.ContainsKey(asked.Host);
        if (outcome is not Outcome.Success)
        {
            world.Transcript.Note("fault", $"{outcome} strikes {asked.Effect.Route}");
            world.Judge.Disturbed(asked);
        }

        switch (outcome)
        {
            case Outcome.CrashBefore:
                Kill();
                break;

            case Outcome.CrashAfter:
                Apply(request, asked).Dispose();
                Kill();
                break;

            case Outcome.AnswerLost:
                Apply(request, asked).Dispose();
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was cut.", new SocketException((int)SocketError.ConnectionReset));

            case Outcome.TimeOut:
                return Never(request, asked, appliedAfter: Patience / 2, cancellationToken);

            case Outcome.AppliedLate:
                return Never(request, asked, appliedAfter: Patience + TimeSpan.FromSeconds(20), cancellationToken);

            case Outcome.ServerErrorApplied:
                Apply(request, asked).Dispose();
                return Task.FromResult(Answered(asked, Answers.Of(asked.Host, HttpStatusCode.GatewayTimeout, world.Time.Now)));

            case Outcome.ServerError:
                return Task.FromResult(Answered(asked, Answers.Of(asked.Host, HttpStatusCode.ServiceUnavailable, world.Time.Now)));

            case Outcome.ThrottledInteger or Outcome.ThrottledDecimal or Outcome.ThrottledDate or Outcome.ThrottledBare:
                var answer = Answers.Throttled(asked.Host, outcome, world.Time.Now, out var until);
                asked.NotBefore = until;
                return Task.FromResult(Dated(asked, answer));

            case Outcome.Unauthorized or Outcome.Forbidden:
                world.Refusals[asked.Host] = outcome is Outcome.Unauthorized ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                break;

            default:
                break;
        }

        return Task.FromResult(Answered(asked, world.Refusals.TryGetValue(asked.Host, out var status) ? Answers.Of(asked.Host, status, world.Time.Now) : Apply(request, asked)));
    }

    private HttpResponseMessage Dated(Request asked, HttpResponseMessage answer)
    {
        if (world.DateAhead(asked) is var ahead && ahead != TimeSpan.Zero)
        {
            world.Transcript.Note("wire", $"{asked.Effect.Route} is answered with a date {ahead} ahead");
            answer.Headers.Date += ahead;
        }

        return answer;
    }

    private HttpResponseMessage Answered(Request asked, HttpResponseMessage answer) => Dated(asked, world.Party?.Answered(asked, answer) ?? answer);

    private void Kill()
    {
        process.Machine.Kill();
        process.ThrowIfDead();
    }

    // What is applied when the process no longer waits is a copy: the client may have disposed of its own.
    private Task<HttpResponseMessage> Never(HttpRequestMessage request, Request asked, TimeSpan appliedAfter, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource<HttpResponseMessage>();
        cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        var giveUp = process.Exchanges.RunOutOfLatest();
        var copy = Request.Copy(request);
        world.Time.At(world.Time.Now + appliedAfter, () =>
        {
            world.Transcript.Note("wire", $"{asked.Effect.Route} arrives late");
            try
            {
                Apply(copy, asked).Dispose();
            }
            catch (HttpRequestException)
            {
                // The host is gone by now, and nobody waits for an answer.
            }
        });
        world.Time.At(world.Time.Now + Patience, GiveUp);
        return source.Task;

        void GiveUp()
        {
            if (process.IsDead)
            {
                source.TrySetException(new KilledException());
                return;
            }

            process.WhenRunning(giveUp);
        }
    }

    private HttpResponseMessage Apply(HttpRequestMessage request, Request asked)
    {
        world.BeforeApplying(asked);
        var response = Deliver(request, asked);
        world.Time.Pass(Latency);
        return response;
    }

    private HttpResponseMessage Deliver(HttpRequestMessage request, Request asked)
    {
        (world.Actor, world.Serving) = (process, asked);
        try
        {
            var answer = _sandbox.SendAsync(request, CancellationToken.None).GetAwaiter().GetResult();
            if (!answer.IsSuccessStatusCode)
            {
                world.Transcript.Mark($"answered with {(int)answer.StatusCode}");
            }

            return answer;
        }
        finally
        {
            (world.Actor, world.Serving) = (null, null);
        }
    }
}
