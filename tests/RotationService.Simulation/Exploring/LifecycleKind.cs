using System.CommandLine;

namespace RotationService.Simulation.Exploring;

/// <summary><c>--of</c>: whose lifecycle it is.</summary>
internal static class LifecycleKind
{
    private const string Application = "application";
    private const string ServicePrincipal = "servicePrincipal";

    public static Option<string> Option()
    {
        var of = new Option<string>("--of") { Description = "Whose lifecycle: that of the credentials of a registration, or of a service principal.", DefaultValueFactory = _ => Application };
        of.AcceptOnlyFromAmong(Application, ServicePrincipal);
        return of;
    }

    public static bool IsServicePrincipal(string of) => of == ServicePrincipal;
}
