namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// Tokens of a provider that may be used once within a while, also across a restart. A token is claimed, then what it
/// stands for is written down, then the token is kept: after a death in between the same post comes again, and counts
/// once because each notice does.
/// Tests: ProviderSignatureTests.
/// </summary>
/// <param name="provider">Whose tokens they are.</param>
/// <param name="life">How long a token is good for.</param>
internal sealed class UsedTokens(UsedTokenTable table, TimeProvider clock, string provider, TimeSpan life)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);

    /// <summary>Claims a token.</summary>
    /// <returns>False when it was used before, or is claimed at this moment.</returns>
    public async Task<bool> TryUseAsync(string token, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_claimed.Add(token))
            {
                return false;
            }
        }

        var isNew = false;
        try
        {
            isNew = !await table.IsUsedAsync(provider, token, cancellationToken);
            return isNew;
        }
        finally
        {
            if (!isNew)
            {
                Forget(token);
            }
        }
    }

    /// <summary>What a claimed token stood for is done.</summary>
    public async Task KeepAsync(string token, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await table.KeepAsync(provider, token, now + life, now, cancellationToken);
        Forget(token);
    }

    /// <summary>A claimed token may come again: what it stood for was not done.</summary>
    public void Forget(string token)
    {
        lock (_gate)
        {
            _claimed.Remove(token);
        }
    }
}
