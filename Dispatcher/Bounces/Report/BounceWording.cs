namespace Newsletter.Dispatcher.Bounces.Report;

/// <summary>What the words of a bounce say.</summary>
/// <param name="IsOwnVoice">
/// Said by the system that holds the mailboxes about its own: it needs no status code beside it to be believed.
/// </param>
/// <param name="NeedsCode">Said of dead addresses and as a policy, too: only a code beside it tells which.</param>
internal sealed record BounceWording(BounceReason Reason, bool IsOwnVoice = false, bool NeedsCode = false);
