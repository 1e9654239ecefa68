import App
import HummingbirdTesting
