using System.Reflection;
using System.Text.RegularExpressions;
using RotationService.Azure;
using RotationService.Core.Policies;
using RotationService.PolicyFile;
using RotationService.Sandbox;

namespace RotationService.Tests;

/// <summary>The regular expressions of all assemblies.</summary>
public sealed class PatternTests
{
    [Fact]
    public void None_has_a_time_out_since_the_wall_clock_goes_on_while_a_process_stands_still()
    {
        var makers = new[] { typeof(Policy), typeof(AzureConnection), typeof(SandboxEngine), typeof(PolicyFileText) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(Regex) && method.GetParameters().Length == 0)
            .ToList();
        Assert.NotEmpty(makers);
        Assert.All(makers, maker => Assert.Equal(Regex.InfiniteMatchTimeout, ((Regex)maker.Invoke(null, null)!).MatchTimeout));
    }
}
