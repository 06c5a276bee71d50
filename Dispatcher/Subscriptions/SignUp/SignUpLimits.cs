using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// How often strangers can ask for confirm mails in an hour from one network, and how many can be sent all together.
/// Kept in memory; a restart begins anew, while the limits of one address are in the database. One thread at a time.
/// Tests: OptInTests.
/// </summary>
internal sealed class SignUpLimits(WebSettings web)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>
    /// Networks that are remembered at once; more of them within an hour are a flood, and new ones have to wait.
    /// </summary>
    private const int MostNetworks = 30_000;

    private readonly SlidingWindow _all = new(web.SignUpsPerHour, Hour);
    private readonly Dictionary<string, SlidingWindow> _networks = new(StringComparer.Ordinal);
    private DateTimeOffset _forgotAt = DateTimeOffset.MinValue;

    public bool IsFull(DateTimeOffset now) => _all.IsFull(now);

    /// <summary>Mails of all networks within the hour.</summary>
    public int CountMails(DateTimeOffset now) => _all.Count(now);

    /// <summary>True when the network, or one that it lies in, has had its part of the hour.</summary>
    public bool IsFull(string network, DateTimeOffset now)
    {
        ForgetQuiet(now);
        foreach (var (name, _) in SignUpNetworks.Of(network))
        {
            if (_networks.TryGetValue(name, out var one) ? one.IsFull(now) : _networks.Count >= MostNetworks)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Wishes of the widest network around this one within the hour.</summary>
    public int Count(string network, DateTimeOffset now) =>
        _networks.TryGetValue(SignUpNetworks.Widest(network), out var one) ? one.Count(now) : 0;

    /// <summary>Counts a confirm mail.</summary>
    public void AddMail(DateTimeOffset now) => _all.Add(now);

    /// <summary>Counts a wish to sign up.</summary>
    public void Add(string network, DateTimeOffset now)
    {
        foreach (var (name, times) in SignUpNetworks.Of(network))
        {
            if (!_networks.TryGetValue(name, out var window))
            {
                _networks[name] = window = new(web.SignUpsPerNetwork * times, Hour);
            }

            window.Add(now);
        }
    }

    private void ForgetQuiet(DateTimeOffset now)
    {
        if (_networks.Count < MostNetworks || now - _forgotAt < TimeSpan.FromMinutes(1))
        {
            return;
        }

        _forgotAt = now;
        foreach (var (quiet, _) in _networks.Where(one => one.Value.Count(now) == 0).ToList())
        {
            _networks.Remove(quiet);
        }
    }
}
