namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>The verdict of opendkim on one message.</summary>
/// <param name="IsGood">True when a signature that it checked is valid.</param>
/// <param name="Said">Its output, for a failing test.</param>
internal sealed record OpenDkimVerdict(bool IsGood, string Said);
