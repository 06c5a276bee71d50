namespace Newsletter.Dispatcher.Schedule;

/// <summary>What a day of the queue's calendar is.</summary>
internal enum QueueDayKind
{
    /// <summary>A day of the week on which nothing is sent.</summary>
    Rest,

    /// <summary>A day of <c>Newsletter:Holidays</c>.</summary>
    Holiday,

    /// <summary>An open slot that an issue fills.</summary>
    Filled,

    /// <summary>An open slot that no issue fills.</summary>
    Gap,

    /// <summary>The slot's dispatch has begun and is not over, or is paused.</summary>
    Sending,

    /// <summary>The slot's issue went out.</summary>
    Sent,

    /// <summary>The slot's dispatch was stopped by an operator.</summary>
    Stopped,

    /// <summary>The slot passed and nothing was sent.</summary>
    Missed,

    /// <summary>A slot that is over and has no dispatch: no service watched it.</summary>
    Unwatched,
}
