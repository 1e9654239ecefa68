import App
import ArgumentParser
print("huiyin")
