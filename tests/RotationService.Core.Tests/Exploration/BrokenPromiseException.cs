namespace RotationService.Core.Tests.Exploration;

/// <summary>An invariant of the protocol does not hold.</summary>
public sealed class BrokenPromiseException : Exception
{
    /// <summary>With nothing said.</summary>
    public BrokenPromiseException()
    {
    }

    /// <summary>With what is broken.</summary>
    public BrokenPromiseException(string message)
        : base(message)
    {
    }

    /// <summary>With what is broken, and its cause.</summary>
    public BrokenPromiseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
