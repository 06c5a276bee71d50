namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>What is known about one recipient's failure.</summary>
/// <param name="Status">The most telling enhanced status code.</param>
/// <param name="Code">Basic code of the refusing server's reply; null where no server is quoted.</param>
/// <param name="Wording">What the words say.</param>
/// <param name="IsProgram">A program that stores mail failed (<c>x-unix</c>, a Sieve rule): the mailbox is
/// there.</param>
internal sealed record BounceEvidence(
    BounceStatus? Status,
    int? Code,
    BounceWording? Wording,
    SmtpStage Stage,
    bool IsProgram
);
