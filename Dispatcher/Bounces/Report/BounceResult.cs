namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>What became of one recipient.</summary>
/// <param name="Recipient">The address as the report names it, untrusted; null where it names none or hides it.</param>
/// <param name="Status">Enhanced status code <c>x.y.z</c> (RFC 3463), or null.</param>
/// <param name="Reply">What the refusing system said: one line, at most 512 characters; empty where nothing is
/// quoted.</param>
/// <param name="IsHard">The address itself is dead.</param>
internal sealed record BounceResult(string? Recipient, string? Status, string Reply, BounceReason Reason, bool IsHard);
