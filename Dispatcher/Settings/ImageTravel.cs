namespace Newsletter.Dispatcher.Settings;

/// <summary>How an issue's images reach the reader.</summary>
internal enum ImageTravel
{
    /// <summary>As parts of the mail (<c>cid:</c>, RFC 2392).</summary>
    Inline,

    /// <summary>As links to <c>BaseUrl</c>.</summary>
    Link,
}
