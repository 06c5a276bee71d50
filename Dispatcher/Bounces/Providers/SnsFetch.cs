namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>Gets an address at Amazon SNS.</summary>
/// <returns>What it answers; null when it does not answer well, in time, or in few words.</returns>
internal delegate Task<string?> SnsFetch(Uri address, CancellationToken cancellationToken);
