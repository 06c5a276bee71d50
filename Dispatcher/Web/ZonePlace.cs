namespace Newsletter.Dispatcher.Web;

/// <param name="Id">IANA name.</param>
internal sealed record ZonePlace(string Id, string Name);
