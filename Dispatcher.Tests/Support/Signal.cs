namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>POSIX signals with their numbers on Linux.</summary>
internal enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
