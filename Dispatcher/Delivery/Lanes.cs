using System.Collections.Frozen;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Recipients parted by the limit that holds for them: one lane for each entry of <c>Delivery:PerDomain</c>, one for
/// each
/// of the <see cref="SlowDomains"/>, and lane 0 for everybody else. Each lane is read and paced by itself, so that a
/// slow one holds up nobody else. Pure.
/// </summary>
internal sealed class Lanes
{
    public const int EverybodyElse = 0;

    private readonly IReadOnlyList<DomainRate> _rates;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lanes;

    /// <param name="rates">No domain is in two of them.</param>
    public Lanes(IReadOnlyList<DomainRate> rates)
    {
        _rates = rates;
        _lanes = rates
            .SelectMany((rate, i) => rate.Domains.Select(domain => KeyValuePair.Create(domain, i + 1)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _rates.Count + 1;

    /// <summary>The same with a lane of its own for each domain that is in none.</summary>
    public Lanes With(IEnumerable<string> domains)
    {
        var added = domains.Where(name => Of(name) == EverybodyElse && !_rates.Any(rate => rate.Name == name));
        return new([.. _rates, .. added.Select(name => new DomainRate(name, [name], double.PositiveInfinity))]);
    }

    /// <summary>The lane of an address, by what stands after its last @.</summary>
    public int Of(string address) =>
        _lanes.TryGetValue(address.AsSpan(address.LastIndexOf('@') + 1), out var lane) ? lane : EverybodyElse;

    /// <summary>For people: the key of the setting.</summary>
    public string Name(int lane) => lane == EverybodyElse ? "everybody else" : _rates[lane - 1].Name;

    /// <summary>Domains of a lane; for lane 0 those that are not in it.</summary>
    public IReadOnlyList<string> Domains(int lane) =>
        lane == EverybodyElse ? [.. _rates.SelectMany(rate => rate.Domains)] : _rates[lane - 1].Domains;

    /// <summary>An SQL condition that holds for the recipients of a lane; every recipient is in exactly one.</summary>
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
