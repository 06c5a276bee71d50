namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>What opendkim's verifier said about one message.</summary>
/// <param name="IsGood">A signature that it tried holds.</param>
/// <param name="Said">Its own words, for the test that fails.</param>
internal sealed record OpenDkimVerdict(bool IsGood, string Said);
