namespace RotationService.Simulation.Memory;

/// <summary>How a secret may lie in memory.</summary>
internal enum SecretForm
{
    /// <summary>As bytes on the wire or in JSON.</summary>
    Utf8,

    /// <summary>As a .NET string.</summary>
    Utf16,

    /// <summary>In base64, of its UTF-8 or its UTF-16, as bytes or as a string.</summary>
    Base64,

    /// <summary>Escaped for a URL, a form or JSON, where that changes it, as bytes or as a string.</summary>
    Escaped,

    /// <summary>The first eight characters, as bytes or as a string, where none of the whole forms begins.</summary>
    FirstEight,
}
