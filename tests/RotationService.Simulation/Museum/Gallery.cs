using RotationService.Simulation.Museum.Bugs;

namespace RotationService.Simulation.Museum;

/// <summary>The whole collection.</summary>
internal static class Gallery
{
    public static IReadOnlyList<Exhibit> Exhibits { get; } =
    [
        new RepeatedAddPassword(),
        new PublishedBeforeVerified(),
        new StoredAfterVerified(),
        new RetiredAtPromotion(),
        new EveryOtherRemoved(),
        new ForeignTakenForOurs(),
        new TwoWrites(),
        new AdoptedUnasked(),
        new OrphansForgotten(),
        new OrphansOfAnyAge(),
        new OneLogInBelieved(),
        new WholeSecondsOnly(),
        new AuditedAfterwards(),
        new StoreFailureSwallowed(),
        new WrongVersionDisabled(),
        new CollectionPatched(),
        new TwoInstancesAtOnce(),
        new ClockBelieved(),
        new StaleCopyBelieved(),
        new GraceShortened(),
        new WindowPassedOver(),
        new ValueLogged(),
        new TagsBelieved(),
        new ContradictedPublished(),
        new AdoptedThoughLater(),
        new OthersValuesTried(),
        new OneDateBelieved(),
        new GraceByTagAlone(),
        new NeighbourCounted(),
    ];
}
