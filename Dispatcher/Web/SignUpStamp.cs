using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// When a sign-up form was shown, signed and inside the form: people need a moment to fill it in, programs do not.
/// </summary>
internal sealed class SignUpStamp(SignedToken tokens, TimeProvider clock)
{
    /// <summary>Faster than anybody types an address, or lets the browser fill it in and looks at it.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(2);

    /// <summary>A tab may stay open for long.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(90);

    /// <summary>A stamp for a form that is shown now.</summary>
    public string New()
    {
        var now = clock.GetUtcNow();
        return tokens.Sign(TokenPurpose.Form, now.ToUnixTimeMilliseconds(), now + GoodFor);
    }

    /// <summary>The stamp of a form that is shown again: the person began with the first one.</summary>
    public string Keep(string? stamp) => Shown(stamp) is null ? New() : stamp!;

    /// <summary>True for a form that came back too fast, and for one that we never showed.</summary>
    public bool LooksAutomated(string? stamp) =>
        Shown(stamp) is not { } shown
        || clock.GetUtcNow().ToUnixTimeMilliseconds() - shown < LeastTime.TotalMilliseconds;

    private long? Shown(string? stamp) =>
        stamp is null ? null : tokens.Verify(TokenPurpose.Form, stamp, clock.GetUtcNow());
}
