using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Rotation;

/// <content>The state that only work in progress needs.</content>
internal sealed partial class CachedApplication
{
    /// <summary>
    /// The state of an application with work in progress. Nearly all applications have none, so it is allocated on
    /// demand.
    /// </summary>
    private sealed class Unfinished
    {
        public Sightings Sightings { get; set; } = Sightings.None;

        public Evidence Evidence { get; set; } = Evidence.None;

        public ImmutableDictionary<Guid, DateTimeOffset> Removed { get; set; } =
            ImmutableDictionary<Guid, DateTimeOffset>.Empty;

        public ImmutableDictionary<Guid, Credential> Issued { get; set; } =
            ImmutableDictionary<Guid, Credential>.Empty;

        public ImmutableDictionary<VersionAddress, ValueFingerprint?> Fingerprints { get; set; } =
            ImmutableDictionary<VersionAddress, ValueFingerprint?>.Empty;

        public ImmutableDictionary<VersionAddress, Guid> OwnWrites { get; set; } =
            ImmutableDictionary<VersionAddress, Guid>.Empty;

        public RotationId? Refused { get; set; }

        public bool IsPendingNameTaken { get; set; }

        public RotateRequest? Request { get; set; }

        public RotationId? RequestedRotation { get; set; }

        public ProofUnderWay? WhileVerifying { get; set; }

        public IReadOnlyList<Rival> Rivals { get; set; } = [];

        /// <summary>Whether no state is left that another pass needs.</summary>
        public bool IsOver =>
            this is
            {
                IsPendingNameTaken: false,
                Refused: null,
                Request: null,
                RequestedRotation: null,
                WhileVerifying: null,
                Rivals.Count: 0
            }
            && Sightings.Absences.IsEmpty
            && Removed.IsEmpty
            && Issued.IsEmpty
            && ReferenceEquals(Evidence, Evidence.None);
    }
}
