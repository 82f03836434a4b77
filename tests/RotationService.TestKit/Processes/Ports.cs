using System.Net;
using System.Net.Sockets;

namespace RotationService.TestKit.Processes;

/// <summary>Ports for sandboxes that keep theirs when they are started again: below those that the system gives to whoever asks for any.</summary>
public static class Ports
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static int _next = Environment.ProcessId * 37;

    /// <summary>Two neighbouring ports that are free.</summary>
    public static int NextPair()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) * 2 % Count);
            if (IsFree(port) && IsFree(port + 1))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
