using RotationService.Cli;
using RotationService.Output;

var arguments = Arguments.Split(args);
Console.SetError(new LastingWriter(Console.Error));
using var interruption = new Interruption(Console.Error);
return await CommandLine.RunAsync(arguments, interruption);
