using RotationService.Cli;

var arguments = Arguments.Split(args);
using var interruption = new Interruption(Console.Error);
return await CommandLine.RunAsync(arguments, interruption);
