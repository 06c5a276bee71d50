namespace Newsletter.Dispatcher.Relays;

internal enum TroubleKind
{
    /// <summary>It closed the connection or asked for patience (421): try again at once, then slower.</summary>
    Passing,

    /// <summary>It does not answer: try again with growing pauses.</summary>
    Unreachable,

    /// <summary>It refuses us (AUTH, TLS, sender): try again rarely, since only an operator can fix it.</summary>
    Refused,
}
