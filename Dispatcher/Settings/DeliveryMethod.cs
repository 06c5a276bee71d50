using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Settings;

internal enum DeliveryMethod
{
    /// <summary>Files in a folder, one a message.</summary>
    Pickup,
    Smtp,
}
