using FsCheck;
using FsCheck.Fluent;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Timing;

/// <summary>What holds of the time after any sequence of dates and of mishaps of the local clock.</summary>
public sealed class AgreedTimeProperties
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly Config TenThousand = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    // How old a right date may be, and its whole second.
    private static readonly TimeSpan Late = ServiceClock.LongestAnswer + TimeSpan.FromSeconds(1);

    private static readonly Gen<Mishap[]> Mishaps =
        from length in Gen.Choose(0, 30)
        from mishaps in (
            from what in Gen.Elements(Enum.GetValues<What>())
            from service in Gen.Elements(Enum.GetValues<TimeService>())
            from size in Gen.OneOf(Gen.Choose(-90, 90), Gen.Choose(-400, 400), Gen.Choose(-100_000, 100_000), Gen.Choose(-70_000_000, 70_000_000), Gen.Choose(int.MinValue + 1, int.MaxValue))
            select new Mishap(what, service, size)).ArrayOf(length)
        select mishaps;

    [Fact]
    public void No_sequence_of_dates_and_clocks_is_too_much() => ForAll((world, mishaps) =>
    {
        foreach (var mishap in mishaps)
        {
            world.Suffer(mishap, liar: mishap.Service);
        }

        return world.Now >= new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero) && world.Now <= new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    });

    [Fact]
    public void One_service_that_lies_moves_the_time_by_no_more_than_five_minutes_in_sum() => ForAll((world, mishaps) =>
        mishaps.Where(mishap => mishap.What is not (What.Step or What.Suspension)).All(mishap =>
        {
            world.Suffer(mishap, TimeService.Graph);
            return world.Error.Duration() <= AgreedTime.MostByOne + AgreedTime.Tolerance + Late;
        }));

    [Fact]
    public void One_service_that_lies_and_a_local_clock_that_steps_move_it_no_further_unless_it_is_in_doubt() => ForAll((world, mishaps) =>
    {
        // Until the first date the local clock is believed.
        world.AnswerRightly(TimeService.Graph, TimeSpan.Zero);
        return mishaps.All(mishap =>
        {
            world.Suffer(mishap, TimeService.KeyVault);

            // A step that is too small to be noticed counts twice: from when two agreed, and from when the one that is right was heard.
            return world.IsInDoubt || world.Error.Duration() <= AgreedTime.MostByOne + AgreedTime.Tolerance + Late + AgreedTime.LargestStep + AgreedTime.LargestStep;
        });
    });

    [Fact]
    public void After_anything_at_all_right_dates_of_all_three_win_back() => ForAll((world, mishaps) =>
    {
        foreach (var mishap in mishaps)
        {
            world.Suffer(mishap, liar: mishap.Service);
        }

        foreach (var service in Enum.GetValues<TimeService>())
        {
            world.AnswerRightly(service, TimeSpan.Zero);
        }

        return !world.IsInDoubt && world.Error.Duration() <= AgreedTime.Tolerance + AgreedTime.Tolerance + Late;
    });

    [Fact]
    public void One_that_lies_does_not_keep_the_other_two_from_ending_the_doubt() => ForAll((world, mishaps) =>
    {
        foreach (var mishap in mishaps)
        {
            world.Suffer(mishap, TimeService.TokenEndpoint);
        }

        foreach (var service in world.ToAsk().Where(service => service is not TimeService.TokenEndpoint))
        {
            world.AnswerRightly(service, TimeSpan.Zero);
        }

        return !world.IsInDoubt;
    });

    [Fact]
    public void Right_dates_alone_are_never_in_doubt_and_the_time_never_goes_back() => ForAll((world, mishaps) =>
        mishaps.Where(mishap => mishap.What is What.RightDate or What.Passing).All(mishap =>
        {
            var (before, isFirst) = (world.Now, world.Heard == 0);
            world.Suffer(mishap, liar: null);
            return !world.IsInDoubt && (isFirst || world.Now >= before) && world.Error.Duration() <= Late;
        }));

    private static void ForAll(Func<World, Mishap[], bool> holds) =>
        Prop.ForAll(Mishaps.ToArbitrary(), mishaps => holds(new World(), mishaps)).Check(TenThousand);

    private enum What
    {
        RightDate,
        WrongDate,
        NonsenseDate,
        Passing,
        Step,
        Suspension,
    }

    private sealed record Mishap(What What, TimeService Service, int Size);

    private sealed class World
    {
        private AgreedTime _time = AgreedTime.None;
        private LocalReading _local = new(Start, TimeSpan.FromDays(1));
        private DateTimeOffset _true = Start;

        public DateTimeOffset Now => _time.Now(_local);

        public TimeSpan Error => Now - _true;

        public bool IsInDoubt => _time.IsInDoubt;

        public int Heard { get; private set; }

        public IReadOnlyList<TimeService> ToAsk() => _time.ToAsk;

        public void Suffer(Mishap mishap, TimeService? liar)
        {
            var size = TimeSpan.FromSeconds(mishap.Size);
            switch (mishap.What)
            {
                case What.WrongDate when mishap.Service == liar:
                    Hear(mishap.Service, _true + (size * 3));
                    break;
                case What.NonsenseDate when mishap.Service == liar:
                    Hear(mishap.Service, mishap.Size % 2 == 0 ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue);
                    break;
                case What.RightDate when mishap.Service != liar || liar is null:
                    AnswerRightly(mishap.Service, TimeSpan.FromSeconds(Math.Abs(mishap.Size % ServiceClock.LongestAnswer.TotalSeconds)));
                    break;
                case What.Passing:
                    var span = Bounded(size.Duration(), TimeSpan.FromDays(800));
                    _true += span;
                    Read(new LocalReading(_local.Wall + span, _local.Monotonic + span));
                    break;
                case What.Step:
                    Read(_local with { Wall = _local.Wall + Bounded(size, TimeSpan.FromDays(20_000)) });
                    break;
                case What.Suspension:
                    var slept = Bounded(size.Duration(), TimeSpan.FromDays(800));
                    _true += slept;
                    Read(_local with { Wall = _local.Wall + slept });
                    break;
            }
        }

        public void AnswerRightly(TimeService service, TimeSpan late)
        {
            Heard++;
            Hear(service, DateTimeOffset.FromUnixTimeSeconds((_true - late).ToUnixTimeSeconds()));
        }

        private void Read(LocalReading at)
        {
            _time = _time.Watch(_local, at);
            _local = at;
        }

        private static TimeSpan Bounded(TimeSpan span, TimeSpan most) => span > most ? most : span < -most ? -most : span;

        private void Hear(TimeService service, DateTimeOffset date) => _time = _time.Hear(service, date, _local);
    }
}
