namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>What a reader reads on, as a filter asks for it.</summary>
internal enum ReaderTerm
{
    /// <summary>The trial runs.</summary>
    Trial,

    /// <summary>A paid term runs.</summary>
    Paid,

    /// <summary>A paid term runs for which nothing was paid here: given by an operator, or imported.</summary>
    Gift,

    /// <summary>The trial or the paid term is over.</summary>
    Ended,

    /// <summary>Nothing was said, or nobody pays.</summary>
    None,
}
