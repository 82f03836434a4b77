using RotationService.Core.Credentials;

namespace RotationService.Core.Tests.Architecture;

public sealed class DependencyTests
{
    [Fact]
    public void Core_references_the_base_class_library_and_nothing_else() => Assert.All(
        typeof(SecretText).Assembly.GetReferencedAssemblies(),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
}
