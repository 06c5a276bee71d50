namespace Newsletter.Dispatcher.Settings;

internal enum ArchiveAccess
{
    /// <summary>Everybody reads everything.</summary>
    Full,

    /// <summary>Strangers read the beginning.</summary>
    Teaser,

    /// <summary>Strangers see titles only.</summary>
    Subscribers,
}
