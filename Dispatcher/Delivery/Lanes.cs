using System.Collections.Frozen;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Divides recipients by the limit that applies to them: one lane for each entry of <c>Delivery:PerDomain</c>, one for
/// each of the <see cref="SlowDomains"/>, and lane 0 for all others. Each lane is read and paced on its own, so that a
/// slow one does not hold up the others. Pure.
/// </summary>
internal sealed class Lanes
{
    public const int EverybodyElse = 0;

    private readonly IReadOnlyList<DomainRate> _rates;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lanes;

    /// <param name="rates">No domain may be in two of them.</param>
    public Lanes(IReadOnlyList<DomainRate> rates)
    {
        _rates = rates;
        _lanes = rates
            .SelectMany((rate, i) => rate.Domains.Select(domain => KeyValuePair.Create(domain, i + 1)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _rates.Count + 1;

    /// <summary>The same lanes, and one more for each domain that has none.</summary>
    public Lanes With(IEnumerable<string> domains)
    {
        var added = domains.Where(name => Of(name) == EverybodyElse && !_rates.Any(rate => rate.Name == name));
        return new([.. _rates, .. added.Select(name => new DomainRate(name, [name], double.PositiveInfinity))]);
    }

    /// <summary>The lane of an address, by the domain after its last @.</summary>
    public int Of(string address) =>
        _lanes.TryGetValue(MailDomain.Of(address.AsSpan()), out var lane) ? lane : EverybodyElse;

    /// <summary>The name of a lane for people: the key of the setting.</summary>
    public string Name(int lane) => lane == EverybodyElse ? "everybody else" : _rates[lane - 1].Name;

    /// <summary>The domains of a lane; for lane 0 the domains that it excludes.</summary>
    public IReadOnlyList<string> Domains(int lane) =>
        lane == EverybodyElse ? [.. _rates.SelectMany(rate => rate.Domains)] : _rates[lane - 1].Domains;

    /// <summary>An SQL condition for the recipients of a lane; each recipient is in exactly one lane.</summary>
    /// <param name="domain">An SQL expression for the recipient's domain in lower case.</param>
    public string Condition(int lane, string domain)
    {
        var names = string.Join(
            ", ",
            Domains(lane).Select(name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'")
        );
        return (lane, names) switch
        {
            (EverybodyElse, "") => "TRUE",
            (EverybodyElse, _) => $"{domain} NOT IN ({names})",
            _ => $"{domain} IN ({names})",
        };
    }
}
