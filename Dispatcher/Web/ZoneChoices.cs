namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Time zones to choose from, by region and place, as people look for them; pure.
/// Tests: SendPromiseTests.
/// </summary>
internal static class ZoneChoices
{
    private static readonly HashSet<string> Regions = new(
        ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"],
        StringComparer.Ordinal
    );

    /// <summary>Every region with its places, both in order of the alphabet.</summary>
    public static IReadOnlyList<ZoneRegion> All { get; } =
    [
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Select(zone => zone.Id)
            .Where(id => Regions.Contains(id.Split('/')[0]) && id.Contains('/', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .GroupBy(id => id.Split('/')[0], StringComparer.Ordinal)
            .OrderBy(region => region.Key, StringComparer.Ordinal)
            .Select(region => new ZoneRegion(
                region.Key,
                [
                    .. region
                        .Select(id => new ZonePlace(id, Place(id)))
                        .OrderBy(place => place.Name, StringComparer.Ordinal),
                ]
            )),
    ];

    /// <summary>
    /// <c>Buenos Aires, Argentina</c> for <c>America/Argentina/Buenos_Aires</c>; <c>UTC</c> for itself.
    /// </summary>
    public static string Place(string id) =>
        string.Join(
            ", ",
            id.Replace('_', ' ').Split('/') is [_, .. var rest] && rest.Length > 0 ? rest.Reverse() : [id]
        );

    /// <summary>Whether an id is among the choices.</summary>
    public static bool Has(string id) => All.Any(region => region.Places.Any(place => place.Id == id));
}
