namespace Newsletter.Dispatcher.Mails;

/// <summary>How one look at what is due ended.</summary>
internal enum MailRound
{
    /// <summary>Nothing is due any more.</summary>
    Done,

    /// <summary>No relay takes mail just now, or the program stops; everything is due as before.</summary>
    Waiting,

    /// <summary>Another process sends from the database; this one has nothing more to do.</summary>
    Replaced,
}
