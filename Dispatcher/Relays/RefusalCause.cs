using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Why a message was refused or put off: decides whether it is tried again (<see cref="RetryPolicy"/>), whether the
/// address is suppressed (<see cref="SuppressionPolicy"/>) and whether the dispatch goes on
/// (<see cref="CircuitBreaker"/>).
/// </summary>
internal enum RefusalCause
{
    /// <summary>Not now (4yz, greylisting, a lost connection).</summary>
    Transient,

    /// <summary>The mailbox does not exist (5.1.1, 5.1.3, 5.1.6, 5.1.10).</summary>
    DeadAddress,

    /// <summary>The domain takes no mail (5.1.2). A domain may come back, so one refusal is not enough.</summary>
    DeadDomain,

    /// <summary>The mailbox is switched off or has another owner (5.2.1, 5.7.13, 5.7.17, 5.7.18).</summary>
    Disabled,

    /// <summary>The mailbox is full (4.2.2, 5.2.2).</summary>
    MailboxFull,

    /// <summary>
    /// This message is not wanted as it is: too large for the mailbox, or its content (5.2.3, 5.3.4, 5.6.x).
    /// </summary>
    Content,

    /// <summary>Our sender address is at fault, so everybody will refuse (5.1.7, 5.1.8, 5.7.27).</summary>
    Sender,

    /// <summary>A mail system or the way to it is broken (5.3.x, 5.4.x).</summary>
    Routing,

    /// <summary>We spoke wrongly (5.5.x): a fault of this program or of the relay, never of the recipient.</summary>
    Protocol,

    /// <summary>Policy, spam or authentication (5.7.x).</summary>
    Policy,

    /// <summary>5yz without an enhanced code that says more.</summary>
    Unspecified,

    /// <summary>Our own fault before anything was sent: the message could not be made.</summary>
    Internal,

    /// <summary>
    /// Everybody, or most, got the same answer, so it says nothing about this address (<see cref="SharedRefusals"/>).
    /// </summary>
    Ours,
}
