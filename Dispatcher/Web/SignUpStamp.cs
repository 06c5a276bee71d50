using System.Security.Cryptography;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// When a sign-up form was shown, signed and inside the form: people need a moment to fill it in, programs do not.
/// Tests: SignUpPageTests.
/// </summary>
internal sealed class SignUpStamp(SignedToken tokens, TimeProvider clock)
{
    /// <summary>Faster than anybody types an address, or lets the browser fill it in and looks at it.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(2);

    /// <summary>A tab may stay open for long.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromDays(90);

    /// <summary>
    /// Somebody who mistypes, or signs up a family, needs a few; a program that keeps one form does not.
    /// </summary>
    private const int MostUses = 5;

    /// <summary>Stamps that are remembered at once; the oldest are forgotten first.</summary>
    private const int MostRemembered = 50_000;

    /// <summary>Below the milliseconds, so that two forms of one moment have two stamps.</summary>
    private const int ChanceBits = 20;

    /// <summary>A stamp below this is of a version that had milliseconds alone.</summary>
    private const long FirstWithChance = 1L << 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>A stamp for a form that is shown now.</summary>
    public string New()
    {
        var now = clock.GetUtcNow();
        var id = (now.ToUnixTimeMilliseconds() << ChanceBits) | (uint)RandomNumberGenerator.GetInt32(1 << ChanceBits);
        return tokens.Sign(TokenPurpose.Form, id, now + GoodFor);
    }

    /// <summary>Counts a form that is sent.</summary>
    /// <returns>False when it was sent too often: it has to be shown anew, with another stamp.</returns>
    public bool TryUse(string stamp)
    {
        lock (_lock)
        {
            if (!_uses.TryGetValue(stamp, out var uses))
            {
                _order.Enqueue(stamp);
                if (_order.Count > MostRemembered)
                {
                    _uses.Remove(_order.Dequeue());
                }
            }

            _uses[stamp] = uses + 1;
            return uses < MostUses;
        }
    }

    /// <summary>The stamp of a form that is shown again: the person began with the first one.</summary>
    public string Keep(string? stamp) => Shown(stamp) is null ? New() : stamp!;

    /// <summary>True for a form that came back too fast, and for one that we never showed.</summary>
    public bool LooksAutomated(string? stamp) =>
        Shown(stamp) is not { } shown
        || clock.GetUtcNow().ToUnixTimeMilliseconds() - shown < LeastTime.TotalMilliseconds;

    private long? Shown(string? stamp) =>
        stamp is null ? null
        : tokens.Verify(TokenPurpose.Form, stamp, clock.GetUtcNow()) is not { } id ? null
        : id < FirstWithChance ? id
        : id >> ChanceBits;
}
