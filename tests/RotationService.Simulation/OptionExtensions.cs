using System.CommandLine;
using System.Globalization;

namespace RotationService.Simulation;

/// <summary>What options accept.</summary>
internal static class OptionExtensions
{
    /// <summary>Refuses numbers below 1, saying so.</summary>
    public static Option<int> AtLeastOne(this Option<int> option)
    {
        option.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, CultureInfo.InvariantCulture, out var number) && number < 1)
            {
                result.AddError($"{option.Name} {number}: write a number from 1 up.");
            }
        });
        return option;
    }
}
