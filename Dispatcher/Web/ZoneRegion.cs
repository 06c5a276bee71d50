namespace Newsletter.Dispatcher.Web;

internal sealed record ZoneRegion(string Name, IReadOnlyList<ZonePlace> Places);
