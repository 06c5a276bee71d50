using System.Runtime.InteropServices;

namespace Newsletter.Dispatcher.Commands;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP (the terminal was closed) as a token, for a command that ends in order when it is
/// stopped. A second Ctrl-C or SIGTERM ends the process at once, as without it.
/// Tests: SubscribersCommandTests.
/// </summary>
/// <remarks>
/// One terminal that goes away can mean several SIGHUPs, from the shell and from the kernel, and a SIGTERM of a session
/// that ends: so SIGHUP neither is nor has a second one. Where SIGHUP is ignored, as under nohup, .NET leaves it so.
/// </remarks>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private int _wasAsked;

    public StopSignal(CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, HangUp),
        ];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        // The registrations first: a signal must not find a source that is gone.
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = Interlocked.Exchange(ref _wasAsked, 1) == 0;
        _stop.Cancel();
    }

    private void HangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _stop.Cancel();
    }
}
