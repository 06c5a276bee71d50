namespace Newsletter.Dispatcher.Mails;

/// <summary>How one round of mails ended.</summary>
internal enum MailRound
{
    /// <summary>Nothing is due any more.</summary>
    Done,

    /// <summary>No relay takes mail now, or the program stops; all mails are due as before.</summary>
    Waiting,

    /// <summary>Another process owns the database; this process has nothing more to do.</summary>
    Replaced,
}
