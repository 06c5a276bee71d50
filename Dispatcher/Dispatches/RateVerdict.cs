namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How bad a rate is in the eyes of the big inboxes.</summary>
internal enum RateVerdict
{
    Good,

    /// <summary>Look into it: where did these addresses come from?</summary>
    Warning,

    /// <summary>Inboxes begin to refuse, or to sort everything into spam.</summary>
    Bad,
}
