namespace Newsletter.Dispatcher.Editing;

/// <summary>The person who writes on the desk.</summary>
/// <param name="Account">The number of the account.</param>
/// <param name="MayRelease">True for the roles that may decide that an issue is sent.</param>
/// <param name="Actor">As the audit names the person.</param>
/// <param name="Origin">The network of the request.</param>
internal sealed record Writer(string Account, string Name, string Email, bool MayRelease, string Actor, string Origin);
