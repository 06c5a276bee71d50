namespace Newsletter.Dispatcher.Web;

/// <summary>One file.</summary>
internal sealed record Asset(string Name, byte[] Content, string Hash, string ContentType);
